"""The desktop: the only face with pygame, pygame_gui and pyttsx3. Nothing outside it imports them."""
