package io.epochal.callback.readmodel;

import java.nio.file.Path;

/** Where the tables are. It prints without a password. */
public sealed interface ReadModelPlace {
    /**
     * In files of this process alone.
     *
     * @param folder in which each process that uses it has a folder of its own
     */
    record Embedded(Path folder) implements ReadModelPlace {}

    /**
     * In a database that replicas share.
     *
     * @param url such as {@code jdbc:postgresql://host/epochal}
     * @param username empty where the URL has it, as {@code password}
     */
    record Shared(String url, String username, String password) implements ReadModelPlace {
        @Override
        public String toString() {
            return "a database for " + username;
        }
    }
}
