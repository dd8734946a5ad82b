package fi.kiinni.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.zip.CRC32;
import org.axonframework.eventhandling.GapAwareTrackingToken;

/**
 * Up to where somebody has read the log: after an event, and before those whose positions are still gaps. As text it is a cursor that whoever
 * reads keeps for themselves: it has a version, is safe in URLs and headers, and says nothing to anybody else.
 *
 * @param newest fingerprint of the event at the token's position, by which it is known whether the log is still the one that was read; 0 at
 *     the beginning
 */
public record LogPlace(GapAwareTrackingToken token, int newest) {

    /** Before the first event. */
    public static final LogPlace BEGINNING = new LogPlace(EventLogEngine.TAIL, 0);

    private static final int VERSION = 1;

    /** Of a cursor with as many gaps as there can be, each as far from the next as there can be. */
    private static final int LONGEST = 16_000;

    static int fingerprint(String eventIdentifier) {
        CRC32 checksum = new CRC32();
        checksum.update(eventIdentifier.getBytes(UTF_8));
        return (int) checksum.getValue();
    }

    /** The cursor: version, position, fingerprint, and how far each gap is from the one after it. */
    @Override
    public String toString() {
        ByteBuffer bytes = ByteBuffer.allocate(16 + 10 * token.getGaps().size());
        bytes.put((byte) VERSION);
        write(token.getIndex(), bytes);
        bytes.putInt(newest);
        long later = token.getIndex();
        for (long gap : new TreeSet<>(token.getGaps()).descendingSet()) {
            write(later - gap, bytes);
            later = gap;
        }
        byte[] written = new byte[bytes.flip().remaining()];
        bytes.get(written);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(written);
    }

    /** What {@link #toString} wrote; empty if it did not. */
    public static Optional<LogPlace> parse(String cursor) {
        if (cursor.length() > LONGEST) {
            return Optional.empty();
        }
        try {
            LogPlace place = read(ByteBuffer.wrap(Base64.getUrlDecoder().decode(cursor)));
            return Optional.of(place).filter(read -> read.toString().equals(cursor));
        } catch (IllegalArgumentException | BufferUnderflowException notOurs) {
            return Optional.empty();
        }
    }

    private static LogPlace read(ByteBuffer bytes) {
        if (bytes.get() != VERSION) {
            throw new IllegalArgumentException("A cursor of another version");
        }
        long position = readNumber(bytes);
        int newest = bytes.getInt();
        SortedSet<Long> gaps = new TreeSet<>();
        for (long later = position; bytes.hasRemaining(); ) {
            later -= readNumber(bytes);
            if (later <= 0 || !gaps.add(later)) {
                throw new IllegalArgumentException("A gap that cannot be");
            }
        }
        if (gaps.size() > EventLogEngine.MAX_GAPS) {
            throw new IllegalArgumentException("More gaps than a reader ever remembers");
        }
        return new LogPlace(GapAwareTrackingToken.newInstance(position, gaps), newest);
    }

    /** Seven bits a byte, the lowest first; the eighth says that there are more. */
    private static void write(long number, ByteBuffer bytes) {
        long rest = number;
        while (rest > 0x7f) {
            bytes.put((byte) (rest | 0x80));
            rest >>>= 7;
        }
        bytes.put((byte) rest);
    }

    private static long readNumber(ByteBuffer bytes) {
        long number = 0;
        for (int shift = 0; shift < Long.SIZE - 1; shift += 7) {
            byte next = bytes.get();
            number |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return number;
            }
        }
        throw new IllegalArgumentException("A number that is too large");
    }
}
