package fi.kiinni.edge;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/** HTTP/1.1 down to its bytes, for requests that no client would send: nothing is mended or refused on the way. */
final class Wire {

    /** For how long an answer is waited for before there is none. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Wire() {}

    /** How a body is told from what follows it. */
    enum Framing {
        LENGTH,
        CHUNKED,
        /** The length says more than is sent before the connection is closed. */
        TRUNCATED,
        /** The last chunk never comes. */
        UNENDING,
        /** Chunks and a length that says something else. */
        BOTH,
        /** Nothing tells that there is a body: it is what the next request would be. */
        NONE
    }

    /**
     * A request.
     *
     * @param headers lines, without those that frame the body
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Request(String method, String target, List<String> headers, byte[] body, Framing framing) {

        /** Without the scheme and host that a proxy would be told, and without the query. */
        String path() {
            String path = target.replaceFirst("^https?://[^/?#]*", "").replaceFirst("(?s)[?#].*", "");
            return path.isEmpty() ? "/" : path;
        }

        @Nullable
        String query() {
            int from = target.indexOf('?');
            return from < 0 ? null : target.substring(from + 1).replaceFirst("(?s)#.*", "");
        }

        /** Where it ends can be told by what it has sent. */
        private boolean isWhole() {
            return (framing == Framing.LENGTH || framing == Framing.CHUNKED)
                    && headers.stream()
                            .noneMatch(line -> names(line, "Content-Length") || names(line, "Transfer-Encoding"));
        }

        private static boolean names(String line, String header) {
            return line.regionMatches(true, 0, header, 0, header.length());
        }

        @Override
        public String toString() {
            String text = head("") + new String(body, UTF_8);
            return text.length() > 3_000 ? text.substring(0, 3_000) + "… (" + body.length + " bytes)" : text;
        }

        private String head(String more) {
            return method + " " + target + " HTTP/1.1\r\n" + String.join("\r\n", headers) + "\r\n" + more + "\r\n";
        }

        private byte[] bytes(Random random) {
            String length = "Content-Length: " + body.length + "\r\n";
            String framed = switch (framing) {
                case LENGTH -> body.length == 0 ? "" : length;
                case CHUNKED, UNENDING -> "Transfer-Encoding: chunked\r\n";
                case TRUNCATED -> "Content-Length: " + (body.length + 1 + random.nextInt(1_000)) + "\r\n";
                case BOTH -> length + "Transfer-Encoding: chunked\r\n";
                case NONE -> "";
            };
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            bytes.writeBytes(head(framed).getBytes(UTF_8));
            if (framed.contains("chunked")) {
                for (int from = 0; from < body.length; ) {
                    int size = Math.min(body.length - from, 1 + random.nextInt(Math.max(16, body.length)));
                    bytes.writeBytes((Integer.toHexString(size) + "\r\n").getBytes(ISO_8859_1));
                    bytes.write(body, from, size);
                    bytes.writeBytes(new byte[] {'\r', '\n'});
                    from += size;
                }
                if (framing != Framing.UNENDING) {
                    bytes.writeBytes("0\r\n\r\n".getBytes(ISO_8859_1));
                }
            } else {
                bytes.writeBytes(body);
            }
            return bytes.toByteArray();
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Answer(int status, HttpHeaders headers, byte[] body) {}

    /** What is answered on a connection of its own; null if that is closed without an answer. */
    static @Nullable Answer send(int port, Request request, Random random) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            try {
                socket.getOutputStream().write(request.bytes(random));
                socket.getOutputStream().flush();
                if (!request.isWhole()) {
                    socket.shutdownOutput();
                }
            } catch (SocketException refusedWhileSending) {
                // What is answered may still be read.
            }
            return read(new BufferedInputStream(socket.getInputStream()), request.method());
        } catch (SocketException reset) {
            return null;
        }
    }

    private static @Nullable Answer read(InputStream in, String method) throws IOException {
        @Nullable String status = line(in);
        if (status == null) {
            return null;
        }
        HttpHeaders headers = new HttpHeaders();
        for (@Nullable String line = line(in); line != null && !line.isEmpty(); line = line(in)) {
            String[] header = line.split(":", 2);
            headers.add(header[0], header[1].strip());
        }
        int code = Integer.parseInt(status.split(" ", 3)[1]);
        if (code < 200) {
            return read(in, method);
        }
        boolean none = method.equals("HEAD") || code == 204 || code == 304;
        byte[] body = none ? new byte[0] : body(in, headers);
        boolean packed = body.length > 0 && "gzip".equals(headers.getFirst("Content-Encoding"));
        return new Answer(code, headers, packed ? unpacked(body) : body);
    }

    private static byte[] unpacked(byte[] body) throws IOException {
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
            return in.readAllBytes();
        }
    }

    private static byte[] body(InputStream in, HttpHeaders headers) throws IOException {
        List<String> codings = headers.getOrEmpty("Transfer-Encoding");
        if (!codings.contains("chunked")) {
            return headers.getContentLength() < 0 ? in.readAllBytes() : in.readNBytes((int) headers.getContentLength());
        }
        boolean endless = String.valueOf(headers.getFirst("Content-Type")).startsWith("text/event-stream");
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int size = chunk(in); size > 0; size = endless ? 0 : chunk(in)) {
            body.writeBytes(in.readNBytes(size));
            line(in);
        }
        return body.toByteArray();
    }

    private static int chunk(InputStream in) throws IOException {
        @Nullable String size = line(in);
        return size == null ? 0 : Integer.parseInt(size, 16);
    }

    private static @Nullable String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                return line.size() == 0 ? null : line.toString(ISO_8859_1);
            }
            if (next != '\r') {
                line.write(next);
            }
        }
        return line.toString(ISO_8859_1);
    }
}
