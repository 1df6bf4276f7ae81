package io.epochal.callback.guard;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes and reads the sessions of browsers: which token one came by, until when, and a code that only who has the key can make. A
 * session holds for no longer than its token, which is looked up each time.
 */
public final class SessionSigner {
    private static final String ALGORITHM = "HmacSHA256";
    private static final Pattern FORM = Pattern.compile("([a-z0-9]{4,32})\\.(\\d{1,12})\\.([0-9a-f]{64})");

    private final SecretKeySpec key;

    /** @param key of the replicas that take each other's sessions */
    public SessionSigner(byte[] key) {
        this.key = new SecretKeySpec(key, ALGORITHM);
    }

    /** The text of a cookie. */
    public String sign(String token, Instant until) {
        String signed = token + "." + until.getEpochSecond();
        return signed + "." + code(signed);
    }

    /** The token that the browser came by; empty for a session that is over, and for what is none. */
    public Optional<String> token(String session, Instant now) {
        Matcher parts = FORM.matcher(session);
        if (!parts.matches()) {
            return Optional.empty();
        }
        byte[] expected = code(parts.group(1) + "." + parts.group(2)).getBytes(StandardCharsets.US_ASCII);
        boolean own = MessageDigest.isEqual(expected, parts.group(3).getBytes(StandardCharsets.US_ASCII));
        return own && now.isBefore(until(parts.group(2))) ? Optional.of(parts.group(1)) : Optional.empty();
    }

    private static Instant until(String seconds) {
        try {
            return Instant.ofEpochSecond(Long.parseLong(seconds));
        } catch (DateTimeException e) {
            return Instant.MIN;
        }
    }

    private String code(String signed) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return HexFormat.of().formatHex(mac.doFinal(("session." + signed).getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }
}
