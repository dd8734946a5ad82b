package fi.kiinni.query.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fi.kiinni.query.report.Report.Cell;
import fi.kiinni.query.report.Report.Column;
import fi.kiinni.query.report.Report.Kind;
import fi.kiinni.query.report.Report.Table;
import java.io.IOException;
import java.io.OutputStream;
import java.util.AbstractList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What all forms have in common. */
class FormsTest {

    private static final int ROWS = 20_000;

    static Stream<Form> forms() {
        return Stream.of(new Docx(), new Xlsx(), new Csv("t", ';'), new Json());
    }

    private static final class Counted extends OutputStream {

        private long bytes;

        @Override
        public void write(int b) {
            bytes++;
        }

        @Override
        public void write(byte[] some, int from, int length) {
            bytes += length;
        }

        @Override
        public void close() {
            throw new AssertionError("It was to be left open");
        }
    }

    @ParameterizedTest
    @MethodSource("forms")
    void what_is_written_is_not_kept(Form form) throws IOException {
        Counted out = new Counted();
        long[] beforeTheLast = new long[1];
        form.write(Samples.of(longTable(out, beforeTheLast)), out);
        assertThat(beforeTheLast[0]).isGreaterThan(out.bytes * 9 / 10);
    }

    private static Table longTable(Counted out, long[] beforeTheLast) {
        Random letters = new Random(1);
        return new Table(
                "t",
                "Pitkä",
                List.of(new Column("a", "A", Kind.TEXT)),
                new AbstractList<>() {
                    @Override
                    public List<Cell> get(int nth) {
                        if (nth == ROWS - 1) {
                            beforeTheLast[0] = out.bytes;
                        }
                        return List.of(new Cell(Long.toString(letters.nextLong(), 36), null, null, Samples.NONE));
                    }

                    @Override
                    public int size() {
                        return ROWS;
                    }
                },
                "–");
    }

    @ParameterizedTest
    @MethodSource("forms")
    void what_cannot_be_sent_on_is_told_as_it_is(Form form) {
        IOException gone = new IOException("gone");
        assertThatThrownBy(() -> form.write(Samples.of(Samples.table("t", "Taulu", 10_000)), new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        throw gone;
                    }
                }))
                .isSameAs(gone);
    }
}
