package io.epochal.callback.plugin;

import io.epochal.callback.api.log.CallbackCheck;
import io.epochal.callback.policy.AcceptedCallbacks;
import io.epochal.callback.policy.CallbackList;
import io.epochal.callback.policy.CallbackProviders;
import io.epochal.guard.TrustedPlugins;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;

/** The callbacks of the jars in the service's plug-in folder, loaded once. */
class InstalledCallbacks {
    @Produces
    @Singleton
    CallbackProviders load(TrustedPlugins jars) throws IOException {
        return PluginPath.load(jars.loaded());
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
