/** A provider's strategy: its published versions with their goals, against which initiatives are mirrored. */
@NullMarked
package fi.kiinni.strategy;

import org.jspecify.annotations.NullMarked;
