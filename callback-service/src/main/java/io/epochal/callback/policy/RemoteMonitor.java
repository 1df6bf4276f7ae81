package io.epochal.callback.policy;

import io.epochal.protocol.Fields;
import java.util.Map;
import java.util.TreeMap;

/**
 * Asks for a POST of each epoch's logs, as Keras 3.15, remote_monitor.py. A recorder does the sending, with what Keras lacks.
 *
 * @param timeout in seconds, for each try
 * @param retries after the first try, each after twice the pause of the one before
 */
record RemoteMonitor(
        String root,
        String path,
        String field,
        Map<String, Object> headers,
        boolean sendAsJson,
        double timeout,
        int retries)
        implements Callback {

    static RemoteMonitor read(Fields fields) {
        String root = fields.optionalText("root").orElse("http://localhost:9000");
        if (!root.startsWith("http://") && !root.startsWith("https://")) {
            throw fields.wrong("root", "must begin with http:// or https://");
        }
        double timeout = fields.number("timeout", 5);
        if (!(timeout > 0)) {
            throw fields.wrong("timeout", "must be more than 0 seconds");
        }
        return new RemoteMonitor(
                root,
                fields.optionalText("path").orElse("/publish/epoch/end/"),
                fields.optionalText("field").orElse("data"),
                fields.object("headers").values(),
                fields.flag("send_as_json", false),
                timeout,
                fields.integer("retries", 3, 0));
    }

    @Override
    public Step onEpochEnd(Epoch epoch) {
        return Step.stay(this).recording(epoch.logs());
    }

    @Override
    public String type() {
        return "RemoteMonitor";
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
