package io.epochal.stack;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How many processes of each service a stack has. The first of each has the service's name, the others a number behind it: {@code
 * trainer-service-2}.
 *
 * @param port of the first callback service's REST interface; null for any free one
 */
public record StackPlan(int trainers, int callbackServices, @Nullable Integer port) {
    /** One of each. */
    public static final StackPlan SINGLE = new StackPlan(1, 1);

    private static final int MOST = 16;

    /** {@link IllegalArgumentException} for a number below 1 or above 16, or one that is no port. */
    public StackPlan {
        require("trainers", trainers);
        require("callback-services", callbackServices);
        port = port == null ? null : Integer.valueOf(ServiceAddress.check(port));
    }

    /** With REST at any free port. */
    public StackPlan(int trainers, int callbackServices) {
        this(trainers, callbackServices, null);
    }

    /** The names of all service processes, callback services first. */
    public List<String> names() {
        List<String> names = new ArrayList<>(names(ServiceLauncher.CALLBACKS, callbackServices));
        names.addAll(names(ServiceLauncher.TRAINER, trainers));
        return List.copyOf(names);
    }

    private static List<String> names(String service, int count) {
        List<String> names = new ArrayList<>();
        for (int number = 1; number <= count; number++) {
            names.add(number == 1 ? service : service + "-" + number);
        }
        return names;
    }

    private static void require(String what, int count) {
        if (count < 1 || count > MOST) {
            throw new IllegalArgumentException(what + " must be from 1 to " + MOST + "; found " + count);
        }
    }
}
