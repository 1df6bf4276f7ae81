package io.epochal.callback.summary;

/** Names of files that checkpoints are exported to. */
public final class ExportName {
    private static final String KERAS = ".keras";
    private static final int LONGEST = 150;

    private ExportName() {}

    /** Keras' file of a checkpoint of this name, in one folder: {@code deep/best} is {@code deep-best.keras}. */
    public static String keras(String checkpoint) {
        return folder(checkpoint) + (folder(checkpoint).endsWith(KERAS) ? "" : KERAS);
    }

    /** A folder for a checkpoint of this name. */
    public static String folder(String checkpoint) {
        return checkpoint.replace('/', '-');
    }

    /**
     * The name of a download: letters, digits, {@code .}, {@code _} and {@code -}, as every browser and disk takes them.
     *
     * @param format what it ends with, without a dot
     */
    public static String download(String run, String checkpoint, String format) {
        String plain = (run + "-" + checkpoint).replaceAll("[^A-Za-z0-9._-]", "-");
        String stem = plain.endsWith("." + format) ? plain.substring(0, plain.length() - format.length() - 1) : plain;
        return stem.substring(0, Math.min(LONGEST, stem.length())).replaceFirst("^[.-]+", "") + "." + format;
    }
}
