package io.epochal.client;

/** Why the callback service and this program cannot go on together. */
public abstract sealed class ServiceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private ServiceException(String message) {
        super(message);
    }

    /** No answer, for as long as {@link OnUnreachable} says. */
    public static final class Unreachable extends ServiceException {
        private static final long serialVersionUID = 1L;

        Unreachable(String message) {
            super(message);
        }
    }

    /** The program's thread was interrupted while it waited for the service; its interrupt flag is set. */
    public static final class Interrupted extends ServiceException {
        private static final long serialVersionUID = 1L;

        Interrupted(String message) {
            super(message);
        }
    }

    /** A newer attempt has the run: stop training. Nothing that this program says counts any more. */
    public static final class Superseded extends ServiceException {
        private static final long serialVersionUID = 1L;

        Superseded(String message) {
            super(message);
        }
    }

    /** The run has ended, or another kind of trainer has it. */
    public static final class RunOver extends ServiceException {
        private static final long serialVersionUID = 1L;

        RunOver(String message) {
            super(message);
        }
    }

    /** The service does not take what was sent; the message names the field. */
    public static final class Rejected extends ServiceException {
        private static final long serialVersionUID = 1L;

        Rejected(String message) {
            super(message);
        }
    }

    /** A callback has failed the run: where Keras raises an error. */
    public static final class RunFailed extends ServiceException {
        private static final long serialVersionUID = 1L;

        /** @param reason the callback's */
        public RunFailed(String reason) {
            super(reason);
        }
    }

    /** Of an answer with a status that is not 2xx. */
    static ServiceException of(String problem, String message) {
        String kind = problem.substring(problem.lastIndexOf(':') + 1);
        return switch (kind) {
            case "superseded" -> new Superseded(message);
            case "run-ended", "not-attached" -> new RunOver(message);
            default -> new Rejected(message);
        };
    }
}
