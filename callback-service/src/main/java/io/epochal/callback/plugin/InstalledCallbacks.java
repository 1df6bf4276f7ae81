package io.epochal.callback.plugin;

import io.epochal.callback.api.log.CallbackCheck;
import io.epochal.callback.policy.AcceptedCallbacks;
import io.epochal.callback.policy.CallbackList;
import io.epochal.callback.policy.CallbackProviders;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The callbacks of the jars in the service's plug-in folder, loaded once. */
class InstalledCallbacks {
    @Produces
    @Singleton
    CallbackProviders load(@ConfigProperty(name = "epochal.plugins") String folder) {
        return PluginPath.load(Path.of(folder));
    }

    @Produces
    @Singleton
    CallbackCheck check(CallbackProviders others) {
        CallbackProviders unread = AcceptedCallbacks.unread(others);
        return (callbacks, params, capabilities) -> {
            var unused = CallbackList.attached(callbacks, params, capabilities, unread);
        };
    }
}
