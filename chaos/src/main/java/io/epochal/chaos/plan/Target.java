package io.epochal.chaos.plan;

/** A process that a signal can be sent to. */
public enum Target {
    /** The trainer that has the run at that time. */
    TRAINER("trainer"),
    /** The trainer that would take over. */
    WAITING_TRAINER("waiting trainer"),
    CALLBACK_SERVICE("callback-service"),
    OTHER_CALLBACK_SERVICE("callback-service-2"),
    BROKER("broker"),
    STORE("store");

    private final String words;

    Target(String words) {
        this.words = words;
    }

    /** For the user. */
    public String words() {
        return words;
    }
}
