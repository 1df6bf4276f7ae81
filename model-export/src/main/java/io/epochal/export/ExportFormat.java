package io.epochal.export;

/** What an export is written as. */
public enum ExportFormat {
    /** The weights as safetensors; the command writes the run spec beside them. */
    safetensors,
    /** Keras' own file. */
    keras,
    /** The weights of Keras' file alone. */
    weights_h5("weights.h5");

    private final String text;

    ExportFormat() {
        this.text = name();
    }

    ExportFormat(String text) {
        this.text = text;
    }

    /** The one that a file's name asks for. */
    public static ExportFormat of(String file) {
        if (file.endsWith(".weights.h5")) {
            return weights_h5;
        }
        return file.endsWith(".keras") ? keras : safetensors;
    }

    @Override
    public String toString() {
        return text;
    }
}
