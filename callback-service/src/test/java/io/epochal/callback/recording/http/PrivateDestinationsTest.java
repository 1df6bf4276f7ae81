package io.epochal.callback.recording.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochal.callback.recording.folder.UnrecordableException;
import java.io.IOException;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrivateDestinationsTest {
    @ParameterizedTest
    @CsvSource({
        "'', 10.0.0.1, false",
        "'', 8.8.8.8, true",
        "'', 2606:4700::1111, true",
        "all, 169.254.169.254, true",
        "10.0.0.0/8, 10.255.255.255, true",
        "10.0.0.0/8, 11.0.0.1, true",
        "10.0.0.0/8, 192.168.0.1, false",
        "'10.1.2.3, 192.168.0.0/16', 192.168.7.7, true",
        "10.1.2.3, 10.1.2.3, true",
        "10.1.2.3, 10.1.2.4, false",
        "10.0.0.128/25, 10.0.0.127, false",
        "10.0.0.128/25, 10.0.0.128, true",
        "0.0.0.0/0, 127.0.0.1, true",
        "0.0.0.0/0, ::1, false",
        "'127.0.0.0/8,::1', ::1, true",
        "'127.0.0.0/8,::1', 169.254.169.254, false",
        "127.0.0.0/8, ::ffff:127.0.0.1, true",
        "10.0.0.0/8, ::ffff:127.0.0.1, false",
        "fd00::/8, fd12:3456::1, true",
        "fd00::/8, fe80::1, false",
        "hooks.internal, 10.0.0.1, true",
        "HOOKS.internal, 10.0.0.1, true",
        "other.internal, 10.0.0.1, false"
    })
    void allowWhatTheListHas(String setting, String address, boolean allowed) throws IOException {
        assertThat(PrivateDestinations.read(setting).allow("hooks.internal", InetAddress.getByName(address)))
                .isEqualTo(allowed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.0/33",
                "10.0.0.0/",
                "10.0.0.0/-1",
                "10.0.0",
                "300.1.1.1",
                "1.2.3.4.5",
                "::/129",
                ":::",
                "http://host",
                "host/8",
                "a b",
                "*",
                "2130706433",
                "0x7f.1",
                "-a",
                "h\u00f6st"
            })
    void whatIsNoAddressIsRefusedWithWhatWouldBeRight(String setting) {
        assertThatThrownBy(() -> PrivateDestinations.read("127.0.0.1," + setting))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(
                        "epochal.private-destinations must have host names, addresses or ranges such as 10.0.0.0/8")
                .hasMessageContaining(setting.substring(0, 1));
    }

    @Test
    void theMessageSaysWhichAddressItWas() {
        assertThatThrownBy(() -> PrivateDestinations.NONE.resolve("127.0.0.1"))
                .isInstanceOf(UnrecordableException.class)
                .hasMessage(
                        "127.0.0.1 has the private address 127.0.0.1, which epochal.private-destinations does not allow");
    }

    @Test
    void whatIsCheckedIsWhatIsConnectedTo() throws IOException {
        assertThat(PrivateDestinations.read("::1, 127.0.0.1")
                        .resolve("127.0.0.1")
                        .getHostAddress())
                .isEqualTo("127.0.0.1");
    }
}
