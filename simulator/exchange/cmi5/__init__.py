"""Our scenes as units of an LMS's courses (cmi5): the package it takes in, the launch, and what it is told.

A unit is an address of the console. The LMS sends the browser there; who comes signs in as always, and plays the scene
as a session like all others. What the LMS is told goes from the server to the LMS, never through the browser.
"""

from simulator.exchange.cmi5.addresses import AddressError, permitted, read_address
from simulator.exchange.cmi5.asked import Asked, LaunchFault, LaunchFaultError
from simulator.exchange.cmi5.course import LAUNCH_PATH, MOVE_ON, NAMESPACE, Unit, course_package
from simulator.exchange.cmi5.launching import begin, finish, leave, send, send_waiting
from simulator.exchange.cmi5.lms import LmsError

__all__ = [
    "LAUNCH_PATH",
    "MOVE_ON",
    "NAMESPACE",
    "AddressError",
    "Asked",
    "LaunchFault",
    "LaunchFaultError",
    "LmsError",
    "Unit",
    "begin",
    "course_package",
    "finish",
    "leave",
    "permitted",
    "read_address",
    "send",
    "send_waiting",
]
