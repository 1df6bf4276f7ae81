package io.epochal.chaos.stack;

import io.epochal.stack.Endpoints;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/**
 * The ports of the two servers, which stay the same when these are restarted.
 *
 * @param proxied of Kafka's second listener, whose clients come through a proxy
 */
record StackPorts(int kafka, int proxied, int s3) {
    /** Three ports that are free now. */
    static StackPorts free() throws IOException {
        InetAddress here = InetAddress.getByName("127.0.0.1");
        try (ServerSocket one = new ServerSocket(0, 1, here);
                ServerSocket two = new ServerSocket(0, 1, here);
                ServerSocket three = new ServerSocket(0, 1, here)) {
            return new StackPorts(one.getLocalPort(), two.getLocalPort(), three.getLocalPort());
        }
    }

    /** The servers without proxies. */
    Endpoints direct() {
        return endpoints(kafka, s3);
    }

    static Endpoints endpoints(int kafka, int s3) {
        return Endpoints.withOpenKafka("127.0.0.1:" + kafka, "http://127.0.0.1:" + s3, "epochal", "epochal-chaos");
    }
}
