package io.epochal.callback.delivery;

/** Ends the JVM, and notices when something else does, such as a plug-in that calls {@link System#exit}. */
final class ProcessHalt implements ServiceExit {
    private volatile boolean underWay;

    ProcessHalt() {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> underWay = true, "process-end"));
    }

    @Override
    public void end(Throwable reason) {
        try {
            System.err.println("this process ends with code " + EXIT_CODE + ": " + reason);
        } finally {
            Runtime.getRuntime().halt(EXIT_CODE);
        }
    }

    @Override
    public boolean isUnderWay() {
        return underWay;
    }
}
