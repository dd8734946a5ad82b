/** An initiative on its way through the four phases: what can happen to it, what that adds up to, and the gates that it has to pass. */
@NullMarked
package fi.kiinni.initiative;

import org.jspecify.annotations.NullMarked;
