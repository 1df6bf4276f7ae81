package io.epochal.trainer.djl;

import ai.djl.engine.Engine;
import com.sun.management.OperatingSystemMXBean;
import io.epochal.protocol.Hardware;
import java.lang.management.ManagementFactory;

/** The machine, or the container, as Java and DJL find it. */
final class EngineHardware {
    private EngineHardware() {}

    /** As it is now. */
    static Hardware found(Engine engine) {
        return new Hardware(
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"),
                Runtime.getRuntime().availableProcessors(),
                memory(),
                System.getProperty("java.version"),
                engine.getEngineName() + " " + engine.getVersion());
    }

    private static long memory() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean machine
                ? Math.max(0, machine.getTotalMemorySize())
                : 0;
    }
}
