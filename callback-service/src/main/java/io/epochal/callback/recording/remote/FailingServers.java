package io.epochal.callback.recording.remote;

import java.net.URI;
import java.util.LinkedHashSet;
import java.util.Set;

/** The servers whose last answer was a failure, the latest of them. Safe for many threads. */
final class FailingServers {
    private static final int MOST = 10_000;

    private final Set<String> servers = new LinkedHashSet<>();

    synchronized boolean contain(URI target) {
        return servers.contains(target.getRawAuthority());
    }

    synchronized void add(URI target) {
        String server = target.getRawAuthority();
        servers.remove(server);
        servers.add(server);
        if (servers.size() > MOST) {
            servers.remove(servers.iterator().next());
        }
    }

    synchronized void remove(URI target) {
        servers.remove(target.getRawAuthority());
    }
}
