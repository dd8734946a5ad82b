package fi.kiinni.query.words;

import fi.kiinni.BusinessDate;
import java.math.BigDecimal;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.web.server.ServerWebExchange;

/** Everything that is said in one language: texts, names of things, dates and numbers in its manner. */
public final class Words {

    private static final ZoneId HELSINKI = ZoneId.of("Europe/Helsinki");
    private static final Pattern PLACE = Pattern.compile("\\{(\\w+)}");

    private final MessageSource messages;
    private final Locale locale;

    public Words(MessageSource messages, Locale locale) {
        this.messages = messages;
        this.locale = locale;
    }

    /** In the language that the request asks for. */
    public static Words of(MessageSource messages, ServerWebExchange exchange) {
        @Nullable Locale locale = exchange.getLocaleContext().getLocale();
        return new Words(messages, locale == null ? Locale.of("fi") : locale);
    }

    public String language() {
        return locale.getLanguage();
    }

    /** The text of that key; the key itself if there is none, which a test rules out. */
    public String of(String key) {
        return Objects.requireNonNull(messages.getMessage(key, null, key, locale));
    }

    /** The text with its places, such as {@code {name}}, filled in. */
    public String of(String key, Map<String, String> places) {
        return PLACE.matcher(of(key))
                .replaceAll(match -> Matcher.quoteReplacement(places.getOrDefault(match.group(1), "–")));
    }

    /** The text with the number in its places; of a text with a bar, what is before it is said of one. */
    public String count(String key, long number) {
        String text = of(key);
        int bar = text.indexOf('|');
        String fitting = bar < 0 ? text : number == 1 ? text.substring(0, bar) : text.substring(bar + 1);
        return PLACE.matcher(fitting).replaceAll(Long.toString(number));
    }

    /** The places that the text has. */
    Set<String> places(String key) {
        return PLACE.matcher(of(key)).results().map(match -> match.group(1)).collect(Collectors.toSet());
    }

    /** What a problem of that name means, in a sentence. */
    public String problem(String name) {
        String key = "problem." + name;
        return has(key) ? of(key) : of("problem.other");
    }

    /** What is wrong with a field that has a problem of that name. */
    public String explanation(String problem) {
        String key = "problem.field." + problem;
        return has(key) ? of(key) : of("problem.field.invalid");
    }

    /** The same, in the field's own words if it has such. */
    public String explanation(String problem, String field) {
        String own = "problem.field." + problem + "." + field;
        return has(own) ? of(own) : explanation(problem);
    }

    /** That somebody changed something about an account, grant, directory entry or provider. */
    public String change(String what, @Nullable String by, String subject) {
        String key = "change." + what;
        return of(
                has(key) ? key : "change.other",
                Map.of("by", by == null ? of("timeline.nobody") : by, "subject", subject));
    }

    /** Whether there is such a text. */
    public boolean has(String key) {
        return messages.getMessage(key, null, null, locale) != null;
    }

    public String of(Enum<?> constant) {
        return of(key(constant));
    }

    public static String key(Enum<?> constant) {
        return constant.getDeclaringClass().getSimpleName() + "." + constant.name();
    }

    /** A field's label: the command's own word for it, or the one that all share. */
    public String field(@Nullable String command, String field) {
        String own = "field." + command + "." + field;
        return command != null && has(own) ? of(own) : of("field." + field);
    }

    /** A sentence of help with a field: the command's own, or the one for all fields of that name, or of that kind. */
    public Optional<String> hint(String command, String field, String kind) {
        return Stream.of(command + "." + field, field, kind)
                .map(name -> "hint." + name)
                .filter(this::has)
                .findFirst()
                .map(this::of);
    }

    /** What giving the command brings about beyond what its name says. */
    public Optional<String> consequence(String command) {
        return Optional.of("then." + command).filter(this::has).map(this::of);
    }

    public String date(BusinessDate date) {
        boolean english = language().equals("en");
        String entered = date.toString();
        return switch (entered.length()) {
            case 10 -> format(english ? "d MMMM yyyy" : "d.M.yyyy").format(LocalDate.parse(entered));
            case 7 -> format(english ? "MMMM yyyy" : "M/yyyy").format(YearMonth.parse(entered));
            default -> entered;
        };
    }

    public String moment(Instant instant) {
        String pattern = switch (language()) {
            case "en" -> "d MMMM yyyy 'at' HH:mm";
            case "sv" -> "d.M.yyyy 'kl.' HH:mm";
            default -> "d.M.yyyy 'klo' H.mm";
        };
        return format(pattern).format(instant.atZone(HELSINKI));
    }

    private DateTimeFormatter format(String pattern) {
        return DateTimeFormatter.ofPattern(pattern, locale);
    }

    /** How long it has been. */
    public String lasting(LocalDate from, LocalDate to) {
        return lasting(ChronoUnit.DAYS.between(from, to));
    }

    public String lasting(long days) {
        return span("time.lasting", days);
    }

    /** How long ago it was. */
    public String ago(LocalDate day, LocalDate today) {
        return span("time.ago", ChronoUnit.DAYS.between(day, today));
    }

    /** How far away a deadline is, on either side. */
    public String until(LocalDate deadline, LocalDate today) {
        long days = ChronoUnit.DAYS.between(today, deadline);
        return days < 0 ? span("time.late", -days) : span("time.until", days);
    }

    /** In the largest unit of which there are at least two: 13 days, 8 weeks, 23 months, 2 years. */
    private String span(String key, long days) {
        if (days <= 0) {
            return of(key + ".today");
        }
        if (days < 14) {
            return count(key + ".days", days);
        }
        if (days < 63) {
            return count(key + ".weeks", days / 7);
        }
        return days < 730 ? count(key + ".months", Math.round(days / 30.44)) : count(key + ".years", days / 365);
    }

    /** With its sign, as 0 is the middle. */
    public String strength(int strength) {
        return strength > 0 ? "+" + strength : Integer.toString(strength).replace('-', '−');
    }

    public String number(BigDecimal number) {
        DecimalFormat format = new DecimalFormat("#,##0.######", DecimalFormatSymbols.getInstance(locale));
        return format.format(number);
    }
}
