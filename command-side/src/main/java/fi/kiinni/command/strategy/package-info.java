/** What can be asked of a provider's strategy. */
@NullMarked
package fi.kiinni.command.strategy;

import org.jspecify.annotations.NullMarked;
