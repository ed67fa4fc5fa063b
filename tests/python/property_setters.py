# A property with a setter, and one without.
class Celsius:
    def __init__(self, degrees):
        self._degrees = degrees

    @property
    def degrees(self):
        return self._degrees

    @degrees.setter
    def degrees(self, value):
        if value < -273:
            raise ValueError("too cold")
        self._degrees = value

    @property
    def fahrenheit(self):
        return self.degrees * 9 / 5 + 32


weather = Celsius(20)
weather.degrees = 25
weather.degrees += 5
print(weather.degrees, weather.fahrenheit)
try:
    weather.degrees = -300
except ValueError as error:
    print(error, weather.degrees)
