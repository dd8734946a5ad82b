package fi.kiinni.query.report;

import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Bytes on their way: how many they were, and their digest. */
public final class Digested extends DigestOutputStream {

    private long bytes;

    /** @param out where they go */
    Digested(OutputStream out) {
        super(out, sha256());
    }

    /** Of what comes, which is not kept. */
    public static Mono<Digested> of(Publisher<DataBuffer> parts) {
        return Flux.from(parts).collect(() -> new Digested(OutputStream.nullOutputStream()), Digested::take);
    }

    private void take(DataBuffer part) {
        bytes += part.readableByteCount();
        try (DataBuffer.ByteBufferIterator buffers = part.readableByteBuffers()) {
            buffers.forEachRemaining(getMessageDigest()::update);
        } finally {
            DataBufferUtils.release(part);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new LinkageError("Each Java has it", impossible);
        }
    }

    @Override
    public void write(int one) throws IOException {
        super.write(one);
        bytes++;
    }

    @Override
    public void write(byte[] some, int from, int length) throws IOException {
        super.write(some, from, length);
        bytes += length;
    }

    public long bytes() {
        return bytes;
    }

    /** The digest of all of them, in hexadecimal. To be asked for once, at the end. */
    public String hex() {
        return HexFormat.of().formatHex(getMessageDigest().digest());
    }
}
