package io.epochal.chaos.stack;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/** Forwards TCP connections to a port of this machine, and can fail as a network does. */
public final class TcpProxy implements AutoCloseable {
    private static final int PIECE = 16 * 1024;
    private static final int BACKLOG = 128;

    private final int target;
    private final ServerSocket listener;
    private final Set<Connection> open = ConcurrentHashMap.newKeySet();
    private volatile boolean cut;
    private volatile Duration delay = Duration.ZERO;

    /** @param target a port at 127.0.0.1; a process needs to listen there only when a client connects */
    TcpProxy(int target) throws IOException {
        this.target = target;
        this.listener = new ServerSocket(0, BACKLOG, InetAddress.getByName("127.0.0.1"));
        start("proxy-" + target, this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Resets every connection, and each new one until {@link #heal}. */
    public void cut() {
        cut = true;
        open.forEach(Connection::reset);
    }

    /** Delays each piece of data from now on, in both directions. */
    public void delay(Duration each) {
        delay = each;
    }

    public void heal() {
        cut = false;
        delay = Duration.ZERO;
    }

    /** Closes the direction to every client, while its own data are still forwarded. */
    public void halfClose() {
        open.forEach(Connection::halfClose);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                if (cut) {
                    reset(client);
                } else {
                    connect(client);
                }
            } catch (IOException e) {
                if (!listener.isClosed()) {
                    System.err.println("a connection to port " + target + " was not forwarded: " + e.getMessage());
                }
            }
        }
    }

    private void connect(Socket client) throws IOException {
        Socket server = new Socket();
        OutputStream toClient;
        OutputStream toServer;
        try {
            server.connect(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), target));
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            // Before the connection can be half-closed: then there is no stream to be had.
            toClient = client.getOutputStream();
            toServer = server.getOutputStream();
        } catch (IOException e) {
            // No process listens there now; the client sees the same as without a proxy.
            reset(client);
            reset(server);
            return;
        }
        Connection connection = new Connection(client, server);
        open.add(connection);
        if (cut) {
            // The cut did not include this new connection.
            connection.reset();
            return;
        }
        start("to-" + target, () -> connection.forward(client, server, toServer));
        start("from-" + target, () -> connection.forward(server, client, toClient));
    }

    private static void start(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    private static void reset(Socket socket) {
        try (socket) {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            // The thread of the other direction has closed it already.
            return;
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        open.forEach(Connection::reset);
    }

    private final class Connection {
        private final Socket client;
        private final Socket server;

        Connection(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        void reset() {
            open.remove(this);
            TcpProxy.reset(client);
            TcpProxy.reset(server);
        }

        void halfClose() {
            try {
                client.shutdownOutput();
            } catch (IOException e) {
                reset();
            }
        }

        /** Forwards until one side closes its direction, which is forwarded too. When both are closed, the connection is. */
        void forward(Socket from, Socket to, OutputStream out) {
            byte[] piece = new byte[PIECE];
            try {
                InputStream in = from.getInputStream();
                for (int length = in.read(piece); length >= 0; length = in.read(piece)) {
                    LockSupport.parkNanos(delay.toNanos());
                    out.write(piece, 0, length);
                }
                to.shutdownOutput();
                if (from.isOutputShutdown()) {
                    reset();
                }
            } catch (IOException e) {
                reset();
            }
        }
    }
}
