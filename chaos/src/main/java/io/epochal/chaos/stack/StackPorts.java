package io.epochal.chaos.stack;

import io.epochal.stack.Endpoints;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Where the two servers listen, and keep listening when they are started again. */
public record StackPorts(int kafka, int door, int s3) {
    /** Three that are free at this moment. */
    static StackPorts free() throws IOException {
        InetAddress here = InetAddress.getByName("127.0.0.1");
        try (ServerSocket one = new ServerSocket(0, 1, here);
                ServerSocket two = new ServerSocket(0, 1, here);
                ServerSocket three = new ServerSocket(0, 1, here)) {
            return new StackPorts(one.getLocalPort(), two.getLocalPort(), three.getLocalPort());
        }
    }

    /** As whoever is not to be disturbed finds the servers. */
    Endpoints straight() {
        return endpoints(kafka, s3);
    }

    static Endpoints endpoints(int kafka, int s3) {
        return new Endpoints("127.0.0.1:" + kafka, "http://127.0.0.1:" + s3, "epochal", "epochal-chaos");
    }
}
