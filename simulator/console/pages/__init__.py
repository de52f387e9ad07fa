"""The pages, a module for each area; each says its `ROUTES`, and its `MENU` where a role has an area of its own."""
