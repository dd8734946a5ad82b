/** The command side: takes commands over HTTP, decides them, and appends what follows to the event log. */
@NullMarked
package fi.kiinni.command;

import org.jspecify.annotations.NullMarked;
