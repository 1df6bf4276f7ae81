package io.epochal.trainer.plugin;

import io.epochal.protocol.field.Printable;
import io.epochal.protocol.field.SpecException;
import java.io.IOException;
import java.io.InterruptedIOException;

/**
 * A plug-in's object. Whatever it throws ends in one message that names it.
 *
 * @param name what run specs call it
 * @param jar the file that it is from
 */
public record LoadedProvider<T>(String name, String jar, T instance) {
    private static final int LONGEST = 500;

    /** One use of it. */
    public interface Call<T, R> {
        R on(T instance) throws Exception;
    }

    /**
     * @throws IOException that names the provider
     * @throws SpecException of the provider, which names the field of the run spec
     */
    public <R> R call(Call<T, R> call) throws IOException {
        try {
            R result = call.on(instance);
            if (result == null) {
                throw new NullPointerException("it gave null");
            }
            return result;
        } catch (SpecException | InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            throw new IOException("provider " + name + ": " + message(e), e);
        } catch (Exception | Error e) {
            // One that is fatal is found again among the causes.
            throw failed(name, jar, e);
        }
    }

    static IOException failed(String name, String jar, Throwable thrown) {
        return new IOException("provider " + name + " (" + jar + ") failed: " + message(thrown), thrown);
    }

    private static String message(Throwable thrown) {
        String message = thrown instanceof IOException ? thrown.getMessage() : null;
        return Printable.of(message == null ? String.valueOf(thrown) : message, LONGEST);
    }
}
