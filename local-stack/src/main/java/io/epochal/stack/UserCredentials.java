package io.epochal.stack;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import io.epochal.protocol.Wire;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The file in which a user's programs find tokens, whatever folder they run in: of each service's address its token. Readable for its
 * owner only.
 */
public record UserCredentials(Path folder) {
    private static final TypeReference<TreeMap<String, String>> ENTRIES = new TypeReference<>() {};

    /** @param environment of the process */
    public static UserCredentials of(Map<String, String> environment) {
        String config = environment.getOrDefault("XDG_CONFIG_HOME", "");
        Path folder = config.isBlank() ? Path.of(System.getProperty("user.home", "."), ".config") : Path.of(config);
        return new UserCredentials(folder.resolve("epochal"));
    }

    /** Where they are. */
    public Path file() {
        return folder.resolve("credentials.json");
    }

    /** The token of the service at exactly this address. */
    public Optional<String> find(String url) throws IOException {
        return Optional.ofNullable(read().get(url));
    }

    public void put(String url, String token) throws IOException {
        change(entries -> entries.put(url, token));
    }

    /** Removes a token, whatever address it has. */
    public void remove(String token) throws IOException {
        if (read().containsValue(token)) {
            change(entries -> entries.values().removeIf(token::equals));
        }
    }

    /** Stacks of one user may come and go at the same time. */
    private void change(Consumer<Map<String, String>> change) throws IOException {
        PrivateFiles.create(folder);
        Path lock = folder.resolve("credentials.lock");
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = channel.lock()) {
            Map<String, String> entries = read();
            change.accept(entries);
            if (held.isValid()) {
                PrivateFiles.write(file(), Wire.JSON.writeValueAsBytes(entries));
            }
        }
    }

    private Map<String, String> read() throws IOException {
        try {
            return Wire.JSON.readValue(Files.readAllBytes(file()), ENTRIES);
        } catch (NoSuchFileException e) {
            return new TreeMap<>();
        } catch (JsonProcessingException e) {
            // Without the parser's message, which repeats what it has read.
            throw new IOException(
                    file() + " must be a JSON object of addresses and tokens; delete it, and it is made anew");
        }
    }
}
