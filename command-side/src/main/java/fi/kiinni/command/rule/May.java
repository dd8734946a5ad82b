package fi.kiinni.command.rule;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Who may give a command: whoever has one of these entitlements. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface May {

    Entitlement[] value();
}
