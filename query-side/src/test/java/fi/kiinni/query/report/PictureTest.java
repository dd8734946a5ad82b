package fi.kiinni.query.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.util.Objects;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** A chart as a picture. */
class PictureTest {

    private static BufferedImage drawn(String svg) throws Exception {
        return Objects.requireNonNull(
                ImageIO.read(new ByteArrayInputStream(Picture.of(svg).png())));
    }

    @Test
    void lines_shapes_and_letters_are_drawn() throws Exception {
        BufferedImage picture = drawn("""
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="10 10 40 20">
                  <rect class="bar" x="10" y="10" width="20" height="20"/><text class="label" x="32" y="28">M</text>
                </svg>""");
        assertThat(picture.getWidth()).isEqualTo(100);
        assertThat(picture.getHeight()).isEqualTo(50);
        assertThat(picture.getRGB(25, 25)).isEqualTo(0xff1d5c47);
        assertThat(picture.getRGB(95, 5)).isEqualTo(0xffffffff);
        // The first stem of the M.
        assertThat(picture.getRGB(59, 35)).isEqualTo(0xff1b2723);
    }

    @Test
    void nothing_but_shapes_is_taken_over() throws Exception {
        BufferedImage picture = drawn("""
                <svg viewBox="0 0 40 20" onload="alert(1)">
                  <style>rect { fill: red } @import url(https://example.com/style.css);</style>
                  <image href="https://example.com/picture.png" width="40" height="20"/>
                  <foreignObject width="40" height="20"/><script>alert(1)</script>
                  <rect style="fill: red" fill="url(https://example.com/#x)" class="series" width="40" height="20"/>
                </svg>""");
        assertThat(picture.getRGB(50, 25)).isEqualTo(0xffffffff);
    }

    @Test
    void a_document_type_is_refused() {
        assertThatThrownBy(() -> Picture.of("""
                <!DOCTYPE svg [<!ENTITY x "x">]><svg viewBox="0 0 1 1"><text>&x;</text></svg>""")).isInstanceOf(IllegalArgumentException.class);
    }
}
