/** What the newcomer's command starts, tried as a process where a process is what matters. */
@NullMarked
package fi.kiinni.allinone;

import org.jspecify.annotations.NullMarked;
