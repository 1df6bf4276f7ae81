package io.epochal.client;

import java.net.URI;

/**
 * A checkpoint that a program has saved.
 *
 * @param location where it is: {@code file:}, {@code s3:}, or any other of the program's own
 * @param bytes of all its files
 */
public record SavedCheckpoint(URI location, long bytes) {
    public SavedCheckpoint {
        if (!location.isAbsolute()) {
            throw new IllegalArgumentException(
                    "location must be a URI with a scheme, such as file:; found " + location);
        }
    }
}
