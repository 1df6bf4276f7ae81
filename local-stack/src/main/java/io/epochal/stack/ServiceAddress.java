package io.epochal.stack;

import io.epochal.protocol.Wire;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;

/**
 * Where the REST interface of a stack's first callback service is, as a file of the home folder that training programs read.
 *
 * @param url without a slash at its end, such as {@code http://127.0.0.1:8081}
 */
record ServiceAddress(String url) {
    /** The name of the file in the home folder. */
    static final String FILE = "service.json";

    /** The port of a service that may take any free one. */
    static final int ANY = 0;

    private static final int MOST = 65535;

    int port() {
        return URI.create(url).getPort();
    }

    void writeTo(Path home) throws IOException {
        PrivateFiles.write(home.resolve(FILE), Wire.JSON.writeValueAsBytes(this));
    }

    /** {@link IllegalArgumentException} for a number that is no port. */
    static int check(int port) {
        if (port < 1 || port > MOST) {
            throw new IllegalArgumentException("port must be from 1 to " + MOST + "; found " + port);
        }
        return port;
    }

    /** {@link IOException} says why nothing can listen on this port of 127.0.0.1. */
    static void requireFree(int port) throws IOException {
        try (ServerSocket free = new ServerSocket()) {
            free.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
        } catch (IOException e) {
            throw new IOException(
                    "port " + port + " of 127.0.0.1 cannot be used: " + e.getMessage()
                            + "; ./epochal up --port N takes another one, and without --port a free one",
                    e);
        }
    }

    /** This port if it is free, else {@link #ANY}. */
    static int preferred(int port) {
        try {
            requireFree(port);
            return port;
        } catch (IOException e) {
            return ANY;
        }
    }
}
