"""Tones as names. Everyone in the lab sends a different tone, so the sound that a phone received shows who was
heard. No tone is a multiple of another tone, or near one of Asterisk's signals (350, 440, 480, 620 Hz)."""
import array
import math
import wave

RATE = 8000
LOUD = 8000            # peak of the tones that we make, of 32767
PRESENT = 0.05         # this share of a tone's full power is far above the traces that coding and mixing leave


def samples(hertz, seconds, peak=LOUD):
    return array.array("h", (round(peak * math.sin(2 * math.pi * hertz * i / RATE))
                             for i in range(round(seconds * RATE))))


def silence(seconds):
    return array.array("h", bytes(2 * round(seconds * RATE)))


def write_wave(path, sound):
    with wave.open(path, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(sound.tobytes())


def power(sound, hertz):
    """Mean square of this one tone in the sound (Goertzel)."""
    turn = 2 * math.cos(2 * math.pi * hertz / RATE)
    last = before = 0.0
    for sample in sound:
        last, before = sample + turn * last - before, last
    return 2 * (last * last + before * before - turn * last * before) / (len(sound) ** 2)


def names_in(sound, tones):
    """The names of those `tones` (name → Hz) that are in the sound."""
    enough = PRESENT * LOUD * LOUD / 2
    return {name for name, hertz in tones.items() if power(sound, hertz) > enough} if sound else set()


def ulaw(sound):
    """The sound as it goes over the wire (G.711)."""
    def coded(sample):
        sign, size = (0x80 if sample < 0 else 0), min(abs(sample), 32635) + 132
        exponent = size.bit_length() - 8
        return ~(sign | exponent << 4 | size >> exponent + 3 & 15) & 255
    return bytes(coded(sample) for sample in sound)
