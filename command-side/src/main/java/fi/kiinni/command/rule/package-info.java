/** What all commands share: how they are checked, who may give them, and why they are refused. Knows no framework but Jakarta Validation. */
@NullMarked
package fi.kiinni.command.rule;

import org.jspecify.annotations.NullMarked;
