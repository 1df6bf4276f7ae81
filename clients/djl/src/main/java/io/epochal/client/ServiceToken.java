package io.epochal.client;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * By which token the service lets this program in: what the program says; {@code EPOCHAL_TOKEN}; the file of {@code EPOCHAL_TOKEN_FILE};
 * the home folder's, where the address is that of its stack; the user's credentials of exactly this address. It prints nothing of it.
 *
 * @param said by the program; null for none
 */
record ServiceToken(@Nullable String said, Map<String, String> environment, ServiceUrl address) {
    private static final String FORM = "[\\x21-\\x7e]{1,4096}";

    static ServiceToken of(@Nullable String said, ServiceUrl address) {
        return new ServiceToken(said, System.getenv(), address);
    }

    /**
     * The token of the service at this address; looked up anew, since a stack that was made anew has another one.
     *
     * @param url without a slash at its end
     */
    Optional<String> find(String url) {
        Optional<String> found = Optional.ofNullable(said)
                .or(() -> set("EPOCHAL_TOKEN"))
                .or(() -> set("EPOCHAL_TOKEN_FILE").map(name -> read(Path.of(name))))
                .or(() -> address.home(url).flatMap(ServiceToken::ofStack))
                .or(() -> credentials(url))
                .map(String::strip);
        if (found.filter(token -> !token.matches(FORM)).isPresent()) {
            throw new IllegalArgumentException("the token must be one line of printable characters without blanks");
        }
        return found;
    }

    private Optional<String> set(String name) {
        return Optional.ofNullable(environment.get(name)).filter(text -> !text.isBlank());
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("the token in " + file + " cannot be read", e);
        }
    }

    /** A stack that is just made has none yet. */
    private static Optional<String> ofStack(Path home) {
        try {
            return Optional.of(Files.readString(home.resolve("token")));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private Optional<String> credentials(String url) {
        Path folder = set("XDG_CONFIG_HOME")
                .map(Path::of)
                .orElseGet(() -> Path.of(System.getProperty("user.home", "."), ".config"));
        try {
            String text = Files.readString(folder.resolve("epochal").resolve("credentials.json"));
            JsonObject entries = JsonParser.parseString(text).getAsJsonObject();
            return Optional.ofNullable(entries.get(url))
                    .filter(JsonElement::isJsonPrimitive)
                    .map(JsonElement::getAsString);
        } catch (IOException | JsonParseException | IllegalStateException e) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return "the token of the service";
    }
}
