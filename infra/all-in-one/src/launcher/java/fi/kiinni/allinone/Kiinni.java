package fi.kiinni.allinone;

/** Where {@code java -jar} begins: compiled for an older Java than everything else, so that it can refuse one in words. */
public final class Kiinni {

    private Kiinni() {}

    public static void main(String[] options) {
        int java = Runtime.version().feature();
        if (java < 25) {
            System.err.println(
                    "Kiinni needs Java 25 or newer, and this is Java " + java + ": start it with a newer one.");
            System.exit(1);
        }
        AllInOne.main(options);
    }
}
