package fi.kiinni;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The name and revision under which an event is stored for ever; the class may move or be renamed, these may not. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Stored {

    String value();

    /** Counts from 1; a change of the fields is a new revision. */
    int revision() default 1;
}
