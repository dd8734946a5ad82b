package fi.kiinni.allinone;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Something outside the program stands in the way; the message is one sentence that says what, and what to do. */
final class CannotStart extends RuntimeException {

    CannotStart(String sentence) {
        super(sentence);
    }

    CannotStart(String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
    }

    /** Says the sentence instead of a stack trace; the process then ends with exit code 1. */
    @Order(Ordered.HIGHEST_PRECEDENCE)
    static final class Report implements SpringBootExceptionReporter {

        @Override
        public boolean reportException(Throwable failure) {
            for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
                if (cause instanceof CannotStart) {
                    System.err.println(cause.getMessage());
                    return true;
                }
                if (cause instanceof PortInUseException inUse) {
                    System.err.println(
                            "Port " + inUse.getPort() + " is in use by another program: stop that one, or choose"
                                    + " others with --server.port and --management.server.port.");
                    return true;
                }
            }
            return false;
        }
    }
}
