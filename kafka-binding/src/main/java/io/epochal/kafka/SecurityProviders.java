package io.epochal.kafka;

import java.security.Provider;
import java.security.Security;

/** The JVM's security providers, to which Kafka's clients add SCRAM. */
public final class SecurityProviders {
    private SecurityProviders() {}

    /**
     * To be called before the first client. In a runtime without all that {@code java.security} lists, the JDK takes the missing ones
     * off when the whole list is first read, and a provider that another thread adds meanwhile is lost for good.
     */
    public static void settle() {
        Provider[] unused = Security.getProviders();
    }
}
