package io.epochal.callback.policy;

import io.epochal.protocol.RemoteTarget;
import io.epochal.protocol.field.Fields;
import java.util.Map;
import java.util.TreeMap;

/**
 * Posts each epoch's logs to a server, as Keras 3.15, remote_monitor.py, with a timeout and retries, which Keras lacks. A recorder
 * sends them.
 *
 * @param timeout in seconds, of each try, all of the answer included
 * @param retries after the first try, each after twice the pause of the one before
 */
public record RemoteMonitor(
        String root,
        String path,
        String field,
        Map<String, Object> headers,
        boolean sendAsJson,
        double timeout,
        int retries)
        implements Callback {
    /** The {@code type} in a callbacks list. */
    public static final String TYPE = "RemoteMonitor";

    private static final double LEAST_SECONDS = 0.1;
    private static final double MOST_SECONDS = 30;
    private static final int MOST_RETRIES = 10;

    /**
     * Reads the callback's settings.
     *
     * @throws io.epochal.protocol.field.SpecException for what cannot be sent
     */
    public static RemoteMonitor read(Fields fields) {
        String root = fields.optionalText("root").orElse("http://localhost:9000");
        String path = fields.optionalText("path").orElse("/publish/epoch/end/");
        var unused = RemoteTarget.of(fields.pathOf("root"), root, path);
        return new RemoteMonitor(
                root,
                path,
                fields.optionalText("field").orElse("data"),
                RemoteHeaders.read(fields),
                fields.flag("send_as_json", false),
                timeout(fields),
                retries(fields));
    }

    /** What an earlier version accepted is limited to what is possible. */
    private static double timeout(Fields fields) {
        double timeout = fields.number("timeout", 5);
        if (fields.isLenient() && timeout > 0) {
            return Math.max(LEAST_SECONDS, Math.min(timeout, MOST_SECONDS));
        }
        if (timeout >= LEAST_SECONDS && timeout <= MOST_SECONDS) {
            return timeout;
        }
        throw fields.wrong("timeout", "must be from " + LEAST_SECONDS + " to " + MOST_SECONDS + " seconds");
    }

    private static int retries(Fields fields) {
        int retries = fields.integer("retries", 3, 0);
        if (retries <= MOST_RETRIES || fields.isLenient()) {
            return Math.min(retries, MOST_RETRIES);
        }
        throw fields.wrong("retries", "must be at most " + MOST_RETRIES + ": the pause between two doubles");
    }

    @Override
    public Step onEpochEnd(Epoch epoch) {
        return Step.stay(this).recording(epoch.logs());
    }

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public Map<String, Object> settings() {
        Map<String, Object> settings = new TreeMap<>();
        settings.put("root", root);
        settings.put("path", path);
        settings.put("field", field);
        settings.put("headers", headers);
        settings.put("send_as_json", sendAsJson);
        settings.put("timeout", timeout);
        settings.put("retries", retries);
        return settings;
    }
}
