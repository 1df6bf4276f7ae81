package io.epochal.client;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the callback service is: what the program says; {@code EPOCHAL_URL}; the stack of {@code EPOCHAL_HOME}, or else of a folder
 * {@code .epochal} here or above; else {@value #USUAL}.
 *
 * @param said by the program; null for none
 */
record ServiceUrl(@Nullable URI said, Map<String, String> environment, Path here) {
    static final String USUAL = "http://127.0.0.1:8081";
    private static final String FILE = "service.json";

    static ServiceUrl of(@Nullable URI said) {
        return new ServiceUrl(said, System.getenv(), Path.of("").toAbsolutePath());
    }

    /** Looked up anew: a stack that was started again may have another port. No slash at its end. */
    String find() {
        if (said != null) {
            return checked(said.toString());
        }
        String named = environment.getOrDefault("EPOCHAL_URL", "");
        return checked(named.isBlank() ? local().orElse(USUAL) : named.strip());
    }

    private Optional<String> local() {
        return home().flatMap(ServiceUrl::read);
    }

    /** The home folder of the stack at this address, if it is one on this machine. */
    Optional<Path> home(String url) {
        return home().filter(folder ->
                read(folder).filter(found -> checked(found).equals(url)).isPresent());
    }

    /** The first one that has a stack. */
    private Optional<Path> home() {
        String home = environment.getOrDefault("EPOCHAL_HOME", "");
        if (!home.isBlank()) {
            return Optional.of(here.resolve(home));
        }
        for (Path folder = here; folder != null; folder = folder.getParent()) {
            Path own = folder.resolve(".epochal");
            if (read(own).isPresent()) {
                return Optional.of(own);
            }
        }
        return Optional.empty();
    }

    /** What cannot be read is a stack that is starting or ending. */
    private static Optional<String> read(Path home) {
        try {
            JsonObject service =
                    JsonParser.parseString(Files.readString(home.resolve(FILE))).getAsJsonObject();
            return Optional.of(service.get("url").getAsString());
        } catch (IOException | JsonParseException | IllegalStateException | NullPointerException e) {
            return Optional.empty();
        }
    }

    private static String checked(String url) {
        if (!url.matches("https?://[^/\\s]+(/[^\\s]*)?")) {
            throw new IllegalArgumentException("the service's address must be like " + USUAL + "; found " + url);
        }
        return url.replaceAll("/+$", "");
    }
}
