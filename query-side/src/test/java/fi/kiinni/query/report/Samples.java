package fi.kiinni.query.report;

import fi.kiinni.BusinessDate;
import fi.kiinni.query.report.Report.Block;
import fi.kiinni.query.report.Report.Cell;
import fi.kiinni.query.report.Report.Chart;
import fi.kiinni.query.report.Report.Column;
import fi.kiinni.query.report.Report.Fact;
import fi.kiinni.query.report.Report.Facts;
import fi.kiinni.query.report.Report.Heading;
import fi.kiinni.query.report.Report.Kind;
import fi.kiinni.query.report.Report.Paragraph;
import fi.kiinni.query.report.Report.Source;
import fi.kiinni.query.report.Report.Statement;
import fi.kiinni.query.report.Report.Table;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** Reports to try the forms with. */
final class Samples {

    static final String HOSTILE = "=1+1 <b>&amp;\"' \u0000\ud800 \ud83d\ude00 ]]> _x0041_ ÄÖÅäöå";

    /** The same where half a pair and zero are no characters. */
    static final String CLEAN = "=1+1 <b>&amp;\"' \ufffd\ufffd \ud83d\ude00 ]]> _x0041_ ÄÖÅäöå";

    static final String SVG = """
            <svg class="chart" viewBox="0 0 400 210" role="img" aria-label="Läpäisy">
              <g class="axis">
                <line x1="40" x2="386" y1="182" y2="182"/><text x="40" dx="-6" dy="4" text-anchor="end" y="182">0</text>
                <line x1="40" x2="386" y1="101" y2="101"/><text x="40" dx="-6" dy="4" text-anchor="end" y="101">50</text>
                <line x1="40" x2="386" y1="20" y2="20"/><text x="40" dx="-6" dy="4" text-anchor="end" y="20">100</text>
                <text x="40" y="204">1.1.2024</text><text x="386" y="204" text-anchor="end">30.6.2026</text>
              </g>
              <rect class="band" x="40" y="30" width="346" height="28"/>
              <line class="baseline" x1="40" x2="386" y1="140" y2="140"/>
              <polyline class="target" points="40,58 386,58"/>
              <text class="goal" x="386" dy="-5" text-anchor="end" y="58">Tavoite 77</text>
              <polyline class="series" points="40,140 150,120 260,90 380,64"/>
              <g class="dots">
                <path transform="translate(40 140)" class="BASELINE" d="M-4-4H4V4H-4Z"><title>26</title></path>
                <path transform="translate(150 120)" class="PILOT" d="M-6 0 0-6 6 0 0 6Z"/>
                <path transform="translate(260 90)" class="MEASUREMENT" d="M-4.5 0A4.5 4.5 0 1 1 4.5 0 4.5 4.5 0 1 1-4.5 0Z"/>
                <path transform="translate(380 64)" class="MEASUREMENT" d="M-4.5 0A4.5 4.5 0 1 1 4.5 0 4.5 4.5 0 1 1-4.5 0Z"/>
                <text class="beside" x="380" y="64" dy="18" text-anchor="end">73,5</text>
              </g>
            </svg>""";

    static final List<Source> NONE = List.of();

    private Samples() {}

    static Report of(Block... blocks) {
        return new Report(
                Locale.of("fi"),
                "arviointi",
                "Vaikuttavuuden arviointi",
                "Savon ammattiopisto",
                "Tilanne 12.11.2026 klo 9.30 kirjaushetken mukaan",
                "Sisällys",
                "https://kiinni.example/report?at=2026-11-12",
                Instant.parse("2026-11-12T07:30:00.123Z"),
                new Report.Of("savo", "evaluation", null),
                List.of(blocks));
    }

    static Report in(String language, Report report) {
        return new Report(
                Locale.of(language),
                report.name(),
                report.title(),
                report.subject(),
                report.standing(),
                report.contents(),
                report.address(),
                report.at(),
                report.about(),
                report.blocks());
    }

    static Report whole() {
        return of(
                new Heading(2, "summary", "Yhteenveto"),
                new Paragraph(new Statement(
                        "Opiskelijoiden läpäisy on parantunut kolmessa vuodessa.\nTavoite on lähellä.\n\nTyöpaikalla järjestettävän koulutuksen osuus kasvaa edelleen.",
                        List.of(source(12), source(15)))),
                new Facts(List.of(
                        new Fact("Omistaja", List.of(new Statement("Mäkinen, Åsa", List.of(source(1))))),
                        new Fact("Aloitettu", List.of(new Statement("1.1.2024", NONE))),
                        new Fact(
                                "Henkilöstökoulutussuunnitelmavastaavuudet",
                                List.of(
                                        new Statement("Ensimmäinen kirjaus\nkahdella rivillä", List.of(source(3))),
                                        new Statement(
                                                "Toinen, joka on niin pitkä, että se jatkuu toiselle riville ja näyttää, miten sisennys pitää kaiken samassa palstassa.",
                                                NONE))))),
                new Heading(3, "decisions", "Päätökset"),
                table("decisions", "Päätökset ja niiden perusteet", 12),
                new Heading(2, "effect", "Vaikutus"),
                new Heading(3, "passing", "Läpäisy"),
                new Chart("passing-chart", SVG, "Läpäisy: lähtötaso 26 %, tavoite 77 %, viimeisin 73,5 %"),
                table("none", "Peruutetut mittaukset", 0),
                new Heading(4, "words", "Oudot merkit"),
                new Paragraph(new Statement(HOSTILE, NONE)));
    }

    static Source source(int version) {
        return new Source(
                "#" + version,
                "Päätös kirjattu \"näin\" & <noin>",
                "https://kiinni.example/initiatives/1?version=" + version + "&x=%C3%A4");
    }

    /** Rows come into being when they are asked for. */
    static Table table(String name, String caption, int rows) {
        return new Table(
                name,
                caption,
                List.of(
                        new Column("what", "Päätös", Kind.TEXT),
                        new Column("on", "Päivä", Kind.DATE),
                        new Column("value", "Arvo", Kind.NUMBER),
                        new Column("why", "Perustelu", Kind.TEXT)),
                new AbstractList<>() {
                    @Override
                    public List<Cell> get(int nth) {
                        return row(nth);
                    }

                    @Override
                    public int size() {
                        return rows;
                    }
                },
                "Ei yhtään.");
    }

    private static List<Cell> row(int nth) {
        String date = List.of("2026-03-01", "2025-11", "2024", "2014-09-15").get(nth % 4);
        BigDecimal number = new BigDecimal(nth).movePointLeft(nth % 3).subtract(BigDecimal.ONE);
        return List.of(
                new Cell("Läpäisyä seurataan " + nth, null, null, NONE),
                new Cell(date + " (näin)", null, BusinessDate.parse(date), List.of(source(nth))),
                nth == 7
                        ? new Cell("ei tiedossa", null, null, NONE)
                        : new Cell(number.toPlainString().replace('.', ','), number, null, NONE),
                nth == 5
                        ? new Cell(HOSTILE, null, null, NONE)
                        : new Cell(
                                nth % 2 == 0
                                        ? "Koulutuksen järjestämissopimuskäytännöt ovat vakiintuneet, ja työpaikkaohjaajat saavat tukea."
                                        : "",
                                null,
                                null,
                                nth % 2 == 0 ? List.of(source(nth), source(nth + 1)) : NONE));
    }

    static byte[] written(Form form, Report report) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        form.write(report, out);
        return out.toByteArray();
    }

    /** As if written far away. */
    static byte[] writtenElsewhere(Form form, Report report) throws IOException {
        Locale locale = Locale.getDefault();
        TimeZone zone = TimeZone.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Kiritimati"));
            return written(form, report);
        } finally {
            Locale.setDefault(locale);
            TimeZone.setDefault(zone);
        }
    }

    static Map<String, byte[]> parts(byte[] file) throws IOException {
        Map<String, byte[]> parts = new LinkedHashMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(file))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                parts.put(entry.getName(), zip.readAllBytes());
            }
        }
        return parts;
    }

    static List<Table> tables(Report report) {
        List<Table> tables = new ArrayList<>();
        for (Block block : report.blocks()) {
            if (block instanceof Table table) {
                tables.add(table);
            }
        }
        return tables;
    }
}
