/** What can be asked of an initiative, who may ask it, and what follows: pure, but for one thin class that Axon calls. */
@NullMarked
package fi.kiinni.command.initiative;

import org.jspecify.annotations.NullMarked;
