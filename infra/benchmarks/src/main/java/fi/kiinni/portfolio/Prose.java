package fi.kiinni.portfolio;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Finnish sentences by what they are about, drawn by lot. */
final class Prose {

    private static final Pattern SLOT = Pattern.compile("\\{(\\w+)}");
    private static final Map<String, List<String>> SECTIONS = read();

    private final Random random;

    Prose(Random random) {
        this.random = random;
    }

    private static Map<String, List<String>> read() {
        Map<String, List<String>> sections = new HashMap<>();
        List<String> section = List.of();
        try (InputStream file = Objects.requireNonNull(Prose.class.getResourceAsStream("/prose.txt"))) {
            for (String line : new String(file.readAllBytes(), UTF_8).lines().toList()) {
                if (line.startsWith("# ")) {
                    section = new ArrayList<>();
                    sections.put(line.substring(2), section);
                } else {
                    section.add(line);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return sections;
    }

    /** One sentence, or a few words. */
    String line(String about) {
        List<String> section = Objects.requireNonNull(SECTIONS.get(about), about);
        return SLOT.matcher(section.get(random.nextInt(section.size()))).replaceAll(slot -> line(slot.group(1)));
    }

    /** Some sentences: mostly two or three, now and then a page. */
    String text(String about) {
        int sentences = 1 + (int) (-Math.log(1 - random.nextDouble()) * 2);
        return IntStream.range(0, Math.min(sentences, 14))
                .mapToObj(sentence -> (sentence == 0 ? "" : sentence % 4 == 0 ? "\n\n" : " ") + line(about))
                .collect(Collectors.joining());
    }
}
