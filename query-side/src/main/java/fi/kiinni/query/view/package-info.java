/**
 * The views: folds of the log, kept in MongoDB, disposable and rebuilt at will. Each owns its collection: it writes and
 * reads it, and nobody else does. Nothing here is read in order to decide.
 */
@NullMarked
package fi.kiinni.query.view;

import org.jspecify.annotations.NullMarked;
