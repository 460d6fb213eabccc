"""A window with files to drag, as a file manager's: `files.py X Y URI…`. It says so when it can be seen, and when they
were taken, and ends with the drag."""

import sys

import gi

gi.require_version("Gdk", "3.0")
gi.require_version("Gtk", "3.0")
from gi.repository import Gdk, Gtk

x, y, *uris = sys.argv[1:]


def say(what):
    print(what, flush=True)


# Of the kind that no window manager places, as there is none.
window = Gtk.Window(type=Gtk.WindowType.POPUP)
window.move(int(x), int(y))
window.set_size_request(100, 100)
files = Gtk.EventBox()
files.drag_source_set(Gdk.ModifierType.BUTTON1_MASK, [], Gdk.DragAction.COPY)
files.drag_source_add_uri_targets()
files.connect("drag-data-get", lambda _widget, _drag, data, _info, _time: data.set_uris(uris))
files.connect("drag-begin", lambda _widget, _drag: say("taken"))
files.connect("drag-end", lambda _widget, _drag: Gtk.main_quit())
window.connect("map-event", lambda _widget, _event: say("shown"))
window.add(files)
window.show_all()
Gtk.main()
