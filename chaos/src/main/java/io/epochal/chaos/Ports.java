package io.epochal.chaos;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Where the two servers listen, and keep listening when they are started again. */
record Ports(int kafka, int door, int s3) {
    /** Three that are free at this moment. */
    static Ports free() throws IOException {
        InetAddress here = InetAddress.getByName("127.0.0.1");
        try (ServerSocket one = new ServerSocket(0, 1, here);
                ServerSocket two = new ServerSocket(0, 1, here);
                ServerSocket three = new ServerSocket(0, 1, here)) {
            return new Ports(one.getLocalPort(), two.getLocalPort(), three.getLocalPort());
        }
    }
}
