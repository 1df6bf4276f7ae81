package io.epochal.callback.recording.alert;

import io.epochal.protocol.RemoteTarget;
import io.epochal.protocol.field.Fields;
import io.epochal.protocol.field.SpecException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads destinations of the file of alerts. No message has an address or a secret.
 *
 * @param file the file of alerts, beside which the files are that it names
 */
record AlertDestinationFields(Path file) {
    private static final int MOST_SECRET_BYTES = 8 * 1024;

    /** Reads one, and the files that it names. */
    AlertDestination read(String name, Fields fields) {
        String format = fields.oneOf("format", "cloudevents", "cloudevents", "slack", "teams", "alertmanager");
        AlertDestination destination = new AlertDestination(
                name,
                target(fields),
                AlertFormat.valueOf(format.toUpperCase(Locale.ROOT)),
                secret(fields, "secret-file").map(text -> signing(fields, text)),
                secret(fields, "authorization-file").map(text -> header(fields, text)));
        fields.end();
        return destination;
    }

    private URI target(Fields fields) {
        Optional<String> written = fields.optionalText("url");
        Optional<String> other = secret(fields, "url-file");
        if (written.isPresent() == other.isPresent()) {
            throw new SpecException(fields.pathOf("url"), "must be given, here or as url-file, and not both");
        }
        try {
            return RemoteTarget.of(fields.pathOf("url"), written.or(() -> other).orElseThrow(), "");
        } catch (SpecException e) {
            // A webhook's address is a secret.
            throw new SpecException(
                    fields.pathOf("url"),
                    "must be an address such as https://hooks.example.org/epochal, without a user");
        }
    }

    private static WebhookSecret signing(Fields fields, String text) {
        try {
            return WebhookSecret.read(text);
        } catch (IllegalArgumentException e) {
            throw new SpecException(fields.pathOf("secret-file"), String.valueOf(e.getMessage()));
        }
    }

    private static String header(Fields fields, String text) {
        if (text.isEmpty() || !text.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
            throw new SpecException(
                    fields.pathOf("authorization-file"),
                    "must hold one line of printable ASCII characters, such as Bearer and a token");
        }
        return text;
    }

    /** What a file has that the file of alerts names; relative to that one's folder. */
    private Optional<String> secret(Fields fields, String key) {
        Optional<String> name = fields.optionalText(key);
        if (name.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(AlertsFile.text(file.resolveSibling(name.get()), MOST_SECRET_BYTES)
                    .strip());
        } catch (IOException | InvalidPathException e) {
            throw new SpecException(
                    fields.pathOf(key),
                    "must name a file that can be read (" + e.getClass().getSimpleName()
                            + "); its content does not belong here");
        }
    }
}
