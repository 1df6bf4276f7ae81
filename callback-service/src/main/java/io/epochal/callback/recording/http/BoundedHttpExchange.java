package io.epochal.callback.recording.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * One request and its answer over a connection of its own, in bounded time, whatever the server does. It goes to
 * the very address that was checked; no redirect is followed.
 *
 * @param clock ends exchanges that take too long
 * @param allowed private addresses
 */
public record BoundedHttpExchange(ScheduledExecutorService clock, PrivateDestinations allowed) {
    private static final int LONGEST_LINE = 8000;
    private static final int MOST_LINES = 200;
    private static final int MOST_READ = 64 * 1024;
    private static final int DRAINING_MILLIS = 200;

    /**
     * What the server has answered.
     *
     * @throws io.epochal.callback.recording.folder.UnrecordableException when that address is not allowed
     */
    public ServerAnswer send(URI target, byte[] request, Duration limit) throws IOException {
        InetAddress address = allowed.resolve(target.getHost());
        boolean secure = "https".equals(target.getScheme());
        int port = target.getPort() >= 0 ? target.getPort() : secure ? 443 : 80;
        try (Socket plain = new Socket(java.net.Proxy.NO_PROXY)) {
            ScheduledFuture<?> end = clock.schedule(() -> close(plain), limit.toMillis(), TimeUnit.MILLISECONDS);
            try {
                plain.connect(new InetSocketAddress(address, port), Math.toIntExact(limit.toMillis()));
                Socket socket = secure ? secured(plain, target.getHost(), port) : plain;
                socket.getOutputStream().write(request);
                socket.getOutputStream().flush();
                ServerAnswer answer = answer(socket.getInputStream());
                drain(plain, socket.getInputStream());
                return answer;
            } catch (IOException e) {
                throw plain.isClosed() ? new IOException("no answer within " + limit.toMillis() + " ms", e) : e;
            } finally {
                end.cancel(false);
            }
        }
    }

    private static Socket secured(Socket plain, String host, int port) throws IOException {
        SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
        SSLSocket socket = (SSLSocket) factory.createSocket(plain, host, port, true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    private static ServerAnswer answer(InputStream answer) throws IOException {
        int status = status(answer);
        ServerAnswer read = new ServerAnswer(status, "");
        for (int line = 0; ServerAnswer.asksToWait(status) && line < MOST_LINES; line++) {
            String text = line(answer);
            if (text.isEmpty()) {
                return read;
            }
            read = read.with(text);
        }
        return read;
    }

    private static int status(InputStream answer) throws IOException {
        for (int line = 0; line < MOST_LINES; line++) {
            String text = line(answer);
            if (text.matches("HTTP/1\\.[01] [2-9][0-9][0-9]( .*)?")) {
                return Integer.parseInt(text.substring(9, 12));
            }
            if (line == 0 && !text.startsWith("HTTP/1.")) {
                throw new IOException("the answer is not HTTP/1.1");
            }
        }
        throw new IOException("the answer's headers have no end");
    }

    private static String line(InputStream answer) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int read = answer.read(); read != '\n'; read = answer.read()) {
            if (read < 0) {
                throw new EOFException("the answer ends before its status");
            }
            if (line.length() >= LONGEST_LINE) {
                throw new IOException("a line of the answer has no end");
            }
            if (read != '\r') {
                line.append((char) read);
            }
        }
        return line.toString();
    }

    /** A server that is cut off in mid-answer would log it as an error; one that never ends is cut off. */
    private static void drain(Socket socket, InputStream answer) {
        byte[] buffer = new byte[8192];
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(DRAINING_MILLIS);
        try {
            socket.setSoTimeout(DRAINING_MILLIS);
            int total = 0;
            while (total < MOST_READ && System.nanoTime() < end) {
                int read = answer.read(buffer);
                if (read < 0) {
                    return;
                }
                total += read;
            }
        } catch (IOException e) {
            // The status has come, and nothing else is wanted.
            return;
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("a connection that cannot be closed", e);
        }
    }
}
