package io.epochal.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochal.protocol.field.SpecException;
import java.net.http.HttpRequest;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RemoteTargetTest {
    /** What requests 2.32 sends to. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "http://127.0.0.1:9009/publish/epoch end/|http://127.0.0.1:9009/publish/epoch%20end/",
                "http://x/a b|http://x/a%20b",
                "http://x/%zz%20|http://x/%25zz%2520",
                "http://x/%7e%41%2f|http://x/~A%2F",
                "http://x|http://x/",
                "http://x?a b=c|http://x/?a%20b=c",
                "http://x/a/../b/./c|http://x/b/c",
                "http://x/é^`{}\"<>\\[]|http://x/%C3%A9%5E%60%7B%7D%22%3C%3E%5C%5B%5D",
                "HTTP://EXAMPLE.com/A|http://example.com/A",
                "http://bücher.de/|http://xn--bcher-kva.de/",
                "http://[::1]:9000/p|http://[::1]:9000/p",
                "http://x\\y/|http://x/%5Cy/",
                "  http://x/|http://x/",
                "http://x:/p|http://x/p",
                "http://x/a?b?c|http://x/a?b?c",
                "http://x//a//b|http://x//a//b",
                "http://x/%|http://x/%25",
                "http://x/?q=100%&x=%20|http://x/?q=100%25&x=%2520",
                "http://x/..|http://x/",
                "http://x/;a=b,c!$'()*+@:~|http://x/;a=b,c!$'()*+@:~",
                "http://x/a#b c|http://x/a",
            })
    void isWrittenAsRequestsWritesIt(String written, String uri) {
        assertThat(RemoteTarget.of(written, "")).hasToString(uri);
        assertThat(RemoteTarget.of(written.substring(0, 5), written.substring(5)))
                .hasToString(uri);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "ftp://x/",
                "http://",
                "http:///p",
                "http://x y/",
                "http://x:99999/",
                "http://x:0/",
                "http://x:80a/",
                "http://.x/",
                "http://*x/",
                "http://a_b:9000/",
                "http://[1::z]/",
                "http://user:secret@x/",
                "http://x/\ud800",
                "http://x\u0000y/",
                "http://%41/"
            })
    void refusesWhatNothingCanBePostedTo(String root) {
        assertThatThrownBy(() -> RemoteTarget.of(root, "/"))
                .isInstanceOf(SpecException.class)
                .hasMessageStartingWith("root ")
                .hasMessageNotContaining("secret");
    }

    @Tag("slow")
    @Test
    void whateverIsWrittenIsSomethingToPostToOrRefused() {
        Random random = new Random(14);
        String characters = "ab/.%?#@:[]\\ é\n\u0000\ud800~20{}&=";
        int taken = 0;
        for (int i = 0; i < 20_000; i++) {
            StringBuilder written = new StringBuilder(random.nextBoolean() ? "http://x" : "http://");
            for (int length = random.nextInt(12); length > 0; length--) {
                written.append(characters.charAt(random.nextInt(characters.length())));
            }
            try {
                HttpRequest.newBuilder(RemoteTarget.of(written.toString(), "/publish"));
                taken++;
            } catch (SpecException e) {
                assertThat(e.getMessage()).hasSizeLessThan(1001);
            }
        }
        assertThat(taken).isGreaterThan(1000);
    }
}
