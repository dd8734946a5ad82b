/** Who there is and who may sign in, as the command side keeps it. */
@NullMarked
package fi.kiinni.query.account;

import org.jspecify.annotations.NullMarked;
