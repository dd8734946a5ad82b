package fi.kiinni.log;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import org.axonframework.common.IdentifierFactory;

/** Makes Axon's identifiers UUIDv7: ordered by time, so that they are appended to an index and not scattered over it. */
public final class TimeOrderedIds extends IdentifierFactory {

    private final NoArgGenerator generator = Generators.timeBasedEpochGenerator();

    @Override
    public String generateIdentifier() {
        return generator.generate().toString();
    }
}
