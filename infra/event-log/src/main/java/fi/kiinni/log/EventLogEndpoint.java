package fi.kiinni.log;

import java.sql.SQLException;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/** Verifies the whole log when asked, {@code GET /actuator/eventlog}: takes as long as reading it does. */
@Endpoint(id = "eventlog")
final class EventLogEndpoint {

    private final ChainVerification verification;

    EventLogEndpoint(ChainVerification verification) {
        this.verification = verification;
    }

    @ReadOperation
    ChainVerification.Report verify() throws SQLException {
        return verification.verify();
    }
}
